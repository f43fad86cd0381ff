using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading;
using LeakLint;

namespace LeakyShop.Balance;

/// <summary>Sixteenth scene: when the shop is full, one thing after the other is forgotten.</summary>
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
        var paper = Marshal.AllocHGlobal(64); // LEAK301
        Marshal.WriteInt32(paper, order.Length);
        if (order.Length == 0)
        {
            return -1;
        }

        var length = Marshal.ReadInt32(paper);
        Marshal.FreeHGlobal(paper);
        return length;
    }

    private static int Weigh(int parcels)
    {
        var grams = ArrayPool<int>.Shared.Rent(4);
        while (parcels > grams.Length)
        {
            grams = ArrayPool<int>.Shared.Rent(parcels); // LEAK306
        }

        grams[0] = 250;
        var all = grams[0] * parcels;
        ArrayPool<int>.Shared.Return(grams);
        return all;
    }

    private static int Copies()
    {
        using var photo = SharedHandle.Create(new ProductPhoto("cup.jpg"));
        photo.AddReference(); // LEAK305
        return photo.Value.File.Length;
    }

    private static int Climb()
    {
        Ladder.Wait(1000);
        try
        {
            return ++_onTheLadder;
        }
        finally
        {
            Ladder.Release(); // LEAK307
        }
    }
}
