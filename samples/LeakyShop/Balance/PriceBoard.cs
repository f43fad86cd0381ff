using System;
using System.Runtime.InteropServices;

namespace LeakyShop.Balance;

/// <summary>Fifteenth scene: a price board owns a block of native memory, and offers nobody a way to end it.</summary>
internal sealed class PriceBoard
{
    private static PriceBoard? s_atTheDoor;
    private readonly IntPtr _prices = Marshal.AllocHGlobal(8 * sizeof(int)); // LEAK314

    public static void Open()
    {
        s_atTheDoor = new PriceBoard();
        s_atTheDoor.Write(3, 1250);
        Console.WriteLine($"Board: {s_atTheDoor.Read(3)} cents");
    }

    private void Write(int at, int cents) => Marshal.WriteInt32(_prices, at * sizeof(int), cents);

    private int Read(int at) => Marshal.ReadInt32(_prices, at * sizeof(int));
}
