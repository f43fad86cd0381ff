namespace LeakLint.Analyzers.Flow;

/// <summary>
/// The blocks that are still to be run, the first in reading order first. Bits, and no sorted set: a collection over a number
/// is code that every compiler's process would have to compile before its first method is followed.
/// </summary>
internal sealed class PendingBlocks
{
    private const int BitsOfWord = 64;

    private ulong[] _words = new ulong[1];
    private int _first;
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Add(int block)
    {
        var word = block / BitsOfWord;
        if (word >= _words.Length)
        {
            System.Array.Resize(ref _words, System.Math.Max(word + 1, _words.Length * 2));
        }

        var bit = 1UL << (block % BitsOfWord);
        if ((_words[word] & bit) == 0)
        {
            _words[word] |= bit;
            _count++;
            _first = System.Math.Min(_first, word);
        }
    }

    /// <summary>Takes the first block out; there must be one.</summary>
    public int TakeFirst()
    {
        while (_words[_first] == 0)
        {
            _first++;
        }

        var bits = _words[_first];
        var at = 0;
        while ((bits & (1UL << at)) == 0)
        {
            at++;
        }

        _words[_first] = bits & ~(1UL << at);
        _count--;
        return (_first * BitsOfWord) + at;
    }
}
