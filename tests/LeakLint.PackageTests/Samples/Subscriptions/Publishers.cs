using System;
using System.Collections.Generic;

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
