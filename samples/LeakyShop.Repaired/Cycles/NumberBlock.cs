using System.Threading;

namespace LeakyShop.Cycles;

/// <summary>The printed order numbers of the day.</summary>
internal sealed class NumberBlock(int first)
{
    private int _next = first;
    private int _returned;

    public int Take() => Interlocked.Increment(ref _next) - 1;

    public void GiveBack() => Interlocked.Increment(ref _returned);
}
