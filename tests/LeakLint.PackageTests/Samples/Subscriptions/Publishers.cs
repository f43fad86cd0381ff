using System;
using System.Collections.Generic;
using System.Threading.Tasks;

public static class Clock
{
    public static event EventHandler? Tick;

    public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
}

public sealed class Orders
{
    private readonly List<Action<string>> _listeners = new();

    public event EventHandler? Changed;

    public void AddListener(Action<string> listener) => _listeners.Add(listener);

    public void RemoveListener(Action<string> listener) => _listeners.Remove(listener);

    public void Raise()
    {
        Changed?.Invoke(this, EventArgs.Empty);
        foreach (var listener in _listeners.ToArray())
        {
            listener("order");
        }
    }
}

public class Window
{
    protected virtual void OnClosed(EventArgs e) => Console.WriteLine("closed");

    public void Close() => OnClosed(EventArgs.Empty);
}

public sealed class Readings : IObservable<int>
{
    private readonly List<IObserver<int>> _observers = new();

    public IDisposable Subscribe(IObserver<int> observer)
    {
        _observers.Add(observer);
        return new Token(this, observer);
    }

    public void Raise(int value) => _observers.ForEach(o => o.OnNext(value));

    private sealed class Token(Readings readings, IObserver<int> observer) : IDisposable
    {
        public void Dispose() => readings._observers.Remove(observer);
    }
}

public interface IService
{
    Task StartAsync();

    Task StopAsync();
}
