using System;
using System.Runtime.InteropServices;

namespace LeakyShop.Balance;

/// <summary>Fifteenth scene: a price board owns a block of native memory, and gives it back when it is taken down.</summary>
internal sealed class PriceBoard : IDisposable
{
    private static PriceBoard? s_atTheDoor;
    private readonly IntPtr _prices = Marshal.AllocHGlobal(8 * sizeof(int));

    public static void Open()
    {
        s_atTheDoor = new PriceBoard();
        s_atTheDoor.Write(3, 1250);
        Console.WriteLine($"Board: {s_atTheDoor.Read(3)} cents");
    }

    private void Write(int at, int cents) => Marshal.WriteInt32(_prices, at * sizeof(int), cents);

    private int Read(int at) => Marshal.ReadInt32(_prices, at * sizeof(int));

    public void Dispose()
    {
        Marshal.FreeHGlobal(_prices);
    }
}
