using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Sixteenth scene: when the shop is full, nothing is forgotten.</summary>
internal static class BusyHour
{
    private static readonly SemaphoreSlim Ladder = new(1, 9);
    private static int _onTheLadder;

    public static void Open()
    {
        Console.WriteLine($"Busy: {Note("tea")}, {Note("")}; {Weigh(3)} g; {Copies()} copies; {Climb()} on the ladder");
    }

    private static int Note(string order)
    {
        var paper = Marshal.AllocHGlobal(64);
        try
        {
            Marshal.WriteInt32(paper, order.Length);
            if (order.Length == 0)
            {
                return -1;
            }

            var length = Marshal.ReadInt32(paper);
            return length;
        }
        finally
        {
            Marshal.FreeHGlobal(paper);
        }
    }

    private static int Weigh(int parcels)
    {
        var grams = ArrayPool<int>.Shared.Rent(4);
        while (parcels > grams.Length)
        {
            ArrayPool<int>.Shared.Return(grams);
            grams = ArrayPool<int>.Shared.Rent(parcels);
        }

        grams[0] = 250;
        var all = grams[0] * parcels;
        ArrayPool<int>.Shared.Return(grams);
        return all;
    }

    private static int Copies()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("cup.jpg"));
        using var reference = photo.AddReference();
        return photo.Value.File.Length;
    }

    private static int Climb()
    {
        if (!Ladder.Wait(1000))
        {
            throw new TimeoutException();
        }
        try
        {
            return ++_onTheLadder;
        }
        finally
        {
            Ladder.Release();
        }
    }
}
