namespace Consumer;

public sealed class Document
{
    private int _open = 1;

    public Document(string title)
    {
        Title = title;
        First = new Page(this);
    }

    ~Document() => Close();

    public string Title { get; }

    public Page First { get; }

    public void Close() => _open = 0;
}
