using System;
using System.IO;
using System.Threading;

namespace LeakyShop.Balance;

/// <summary>Twelfth scene: the bell is taken down in the evening, and its timer with it.</summary>
internal sealed class DoorBell : IDisposable
{
    private readonly StreamWriter _book = new(Stream.Null);
    private readonly Timer _reminder;

    private DoorBell()
    {
        _reminder = new Timer(_ => _book.WriteLine("Anybody there?"), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
    }

    public static void Open()
    {
        using var bell = new DoorBell();
        Console.WriteLine($"Bell: {bell.Ring()}");
    }

    public void Dispose()
    {
        _reminder.Dispose();
        _book.Dispose();
    }

    private string Ring()
    {
        _book.WriteLine("A customer");
        return "ding";
    }
}
