using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>What LEAK203 says, run: what it flags is never collected, and what it is silent about is.</summary>
public sealed class RootedUntilFinalizedRunTests
{
    private static readonly CancellationTokenSource Application = new();

    private static event EventHandler? Tick;

    /// <summary>Each shape that is flagged, by the name of its test.</summary>
    public static TheoryData<string> Kept => [.. KeptShapes.Keys];

    /// <summary>Each shape that is silent.</summary>
    public static TheoryData<string> Gone => [.. GoneShapes.Keys];

    private static readonly Dictionary<string, Func<object>> KeptShapes = new()
    {
        ["a handle of the collector"] = static () => new Handle(GCHandleType.Normal),
        ["a handle to a delegate over it"] = static () => new HandleToDelegate(),
        ["a static event"] = static () => new Subscriber(),
        ["a timer that ticks"] = static () => new TimerOwner(1000),
        ["a timer with an event"] = static () => new EventTimerOwner(autoReset: true),
        ["a thread"] = static () => new ThreadOwner(),
        ["a task that waits for the clock"] = static () => new Loop(),
        ["a periodic timer"] = static () => new PeriodicLoop(),
        ["a registration with somebody's token"] = static () => new Registered(Application.Token),
        ["a registration with a linked token"] = static () => new Linked(Application.Token),
        ["a static list"] = static () => new Listed(),
    };

    private static readonly Dictionary<string, Func<object>> GoneShapes = new()
    {
        ["a weak handle"] = static () => new Handle(GCHandleType.Weak),
        ["a timer that ticks once and has ticked"] = static () => new TimerOwner(Timeout.Infinite),
        ["a timer with an event that ticked once"] = static () => new EventTimerOwner(autoReset: false),
        ["a registration with its own token"] = static () => new Registered(new CancellationTokenSource().Token),
        ["a task that waits for its own semaphore"] = static () => new OwnLoop(),
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_is_flagged_is_never_collected(string shape) => Assert.True(IsAlive(Make(KeptShapes[shape]), tries: 4));

    [Theory]
    [MemberData(nameof(Gone))]
    public void What_is_silent_is_collected(string shape) => Assert.False(IsAlive(Make(GoneShapes[shape]), tries: 200));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Make(Func<object> make) => new(make());

    private static bool IsAlive(WeakReference made, int tries)
    {
        for (var i = 0; i < tries && made.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        return made.IsAlive;
    }

    private sealed class Handle
    {
        private GCHandle _self;

        public Handle(GCHandleType type) => _self = GCHandle.Alloc(this, type);

        ~Handle() => _self.Free();
    }

    private sealed class HandleToDelegate
    {
        private readonly Action _action;
        private GCHandle _handle;

        public HandleToDelegate()
        {
            _action = Go;
            _handle = GCHandle.Alloc(_action);
        }

        private void Go() => GC.KeepAlive(this);

        ~HandleToDelegate() => _handle.Free();
    }

    private sealed class Subscriber
    {
        public Subscriber() => Tick += OnTick;

        private void OnTick(object? sender, EventArgs e) => Tick?.Invoke(sender, e);

        ~Subscriber() => Tick -= OnTick;
    }

    private sealed class TimerOwner
    {
        private readonly Timer _timer;

        public TimerOwner(int period) => _timer = new Timer(OnTick, null, 1, period);

        private void OnTick(object? state) => GC.KeepAlive(this);

        ~TimerOwner() => _timer.Dispose();
    }

    private sealed class EventTimerOwner
    {
        private readonly System.Timers.Timer _timer = new(5);

        public EventTimerOwner(bool autoReset)
        {
            _timer.AutoReset = autoReset;
            _timer.Elapsed += OnElapsed;
            _timer.Start();
        }

        private void OnElapsed(object? sender, EventArgs e) => GC.KeepAlive(this);

        ~EventTimerOwner() => _timer.Dispose();
    }

    private sealed class ThreadOwner
    {
        private volatile bool _stop;

        public ThreadOwner() => new Thread(Run) { IsBackground = true }.Start();

        private void Run()
        {
            while (!_stop)
            {
                Thread.Sleep(5);
            }
        }

        ~ThreadOwner() => _stop = true;
    }

    private sealed class Loop
    {
        private volatile bool _stop;

        public Loop() => _ = RunAsync();

        private async Task RunAsync()
        {
            while (!_stop)
            {
                await Task.Delay(5);
            }
        }

        ~Loop() => _stop = true;
    }

    private sealed class PeriodicLoop
    {
        private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(5));

        public PeriodicLoop() => _ = RunAsync();

        private async Task RunAsync()
        {
            while (await _timer.WaitForNextTickAsync())
            {
                GC.KeepAlive(this);
            }
        }

        ~PeriodicLoop() => _timer.Dispose();
    }

    private sealed class OwnLoop
    {
        private readonly SemaphoreSlim _signal = new(0);
        private volatile bool _stop;

        public OwnLoop() => _ = RunAsync();

        private async Task RunAsync()
        {
            while (!_stop)
            {
                await _signal.WaitAsync();
            }
        }

        ~OwnLoop() => _stop = true;
    }

    private sealed class Registered
    {
        private readonly CancellationTokenRegistration _registration;

        public Registered(CancellationToken token) => _registration = token.Register(Stop);

        private void Stop() => GC.KeepAlive(this);

        ~Registered() => _registration.Dispose();
    }

    private sealed class Linked
    {
        private readonly CancellationTokenSource _linked;
        private readonly CancellationTokenRegistration _registration;

        public Linked(CancellationToken token)
        {
            _linked = CancellationTokenSource.CreateLinkedTokenSource(token);
            _registration = _linked.Token.Register(Stop);
        }

        private void Stop() => GC.KeepAlive(this);

        ~Linked()
        {
            _registration.Dispose();
            _linked.Dispose();
        }
    }

    private sealed class Listed
    {
        private static readonly List<Listed> All = [];

        public Listed() => All.Add(this);

        ~Listed() => All.Remove(this);
    }
}
