namespace Consumer;

public sealed class Page
{
    private readonly Document _document;

    public Page(Document document)
    {
        _document = document; // LEAK202
    }

    ~Page() => _document.Close();

    public string Describe() => "first page of " + _document.Title;
}
