using System;
using System.Threading.Tasks;

// A teardown that forgets.
public sealed class Journal : IDisposable
{
    public Journal() => Clock.Tick += OnTick;

    public void Dispose() => Console.WriteLine("journal disposed");

    private void OnTick(object? sender, EventArgs e) => Console.WriteLine("journal");
}

// The usual pattern.
public class Ledger : IDisposable
{
    public Ledger()
    {
        Clock.Tick += OnTick;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Console.WriteLine("ledger disposed");
        }
    }

    private void OnTick(object? sender, EventArgs e) => Console.WriteLine("ledger");
}

// Asynchronous only.
public sealed class Feed : IAsyncDisposable
{
    public Feed() => Clock.Tick += OnTick;

    public ValueTask DisposeAsync() => default;

    private void OnTick(object? sender, EventArgs e) => Console.WriteLine("feed");
}

// No teardown at all, and a lambda.
public sealed class Badge
{
    private int _ticks;

    public Badge()
    {
        Clock.Tick += (_, _) => _ticks++; // counts
    }

    public int Ticks => _ticks;
}

// A base class that has one.
public sealed class Dialog : Window
{
    public Dialog() => Clock.Tick += OnTick;

    private void OnTick(object? sender, EventArgs e) => Console.WriteLine("dialog");
}

// A publisher that is given, and not kept.
public sealed class OrdersView
{
    public OrdersView(Orders orders)
    {
        orders.Changed += OnChanged;
        orders.AddListener(OnOrder);
    }

    private void OnChanged(object? sender, EventArgs e) => Console.WriteLine("changed");

    private void OnOrder(string order) => Console.WriteLine(order);
}

// A service that somebody starts and stops.
public sealed class Worker : IService
{
    private readonly Orders _orders;

    public Worker(Orders orders) => _orders = orders;

    public Task StartAsync()
    {
        _orders.Changed += OnChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync() => Task.CompletedTask;

    private void OnChanged(object? sender, EventArgs e) => Console.WriteLine("worked");
}

// What would end it is dropped.
public sealed class Gauge : IObserver<int>
{
    public Gauge(Readings readings)
    {
        readings.Subscribe(this);
    }

    public void OnNext(int value) => Console.WriteLine(value);

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }
}

// A publisher that is exchanged.
public sealed class Editor
{
    private Orders? _orders;

    public Orders? Orders
    {
        get => _orders;
        set
        {
            _orders = value;
            if (_orders != null)
            {
                _orders.Changed += OnChanged;
            }
        }
    }

    private void OnChanged(object? sender, EventArgs e) => Console.WriteLine("edited");
}

// Another delegate at the end than at the beginning.
public sealed class Alarm : IDisposable
{
    public Alarm() => Clock.Tick += (_, _) => Ring();

    public void Dispose() => Clock.Tick -= (_, _) => Ring();

    private static void Ring() => Console.WriteLine("alarm");
}

// Nobody owns the delegate.
public sealed class Echo
{
    private readonly WeakReference<Action> _call;

    public Echo() => _call = new WeakReference<Action>(Call);

    public bool IsThere => _call.TryGetTarget(out _);

    private void Call() => Console.WriteLine(GetHashCode());
}
