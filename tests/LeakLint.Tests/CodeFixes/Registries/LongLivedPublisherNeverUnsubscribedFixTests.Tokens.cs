using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedFixTests
{
    [Fact]
    public Task Token_of_a_constructor_is_kept_and_disposed() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class Gauge : IObserver<int>
        {
            public Gauge(IObservable<int> source)
            {
                // counts
                {|LEAK104:source.Subscribe(this)|};
            }

            public void OnNext(int value) { }

            public void OnError(Exception error) { }

            public void OnCompleted() { }
        }
        """, """
        public class Gauge : IObserver<int>, IDisposable
        {
            private readonly IDisposable _subscription;

            public Gauge(IObservable<int> source)
            {
                // counts
                _subscription = source.Subscribe(this);
            }

            public void OnNext(int value) { }

            public void OnError(Exception error) { }

            public void OnCompleted() { }

            /// <inheritdoc/>
            public void Dispose() => _subscription?.Dispose();
        }
        """);

    [Fact]
    public Task Token_of_what_may_run_again_takes_the_place_of_the_one_before() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        #nullable enable
        public class Gauge : IObserver<int>, IDisposable
        {
            private readonly IObservable<int> _source;
            private int _subscription;

            public Gauge(IObservable<int> source) => _source = source;

            public void Start() => _ = {|LEAK104:_source.Subscribe(this)|};

            public void OnNext(int value) => _subscription = value;

            public void OnError(Exception error) { }

            public void OnCompleted() { }

            public void Dispose() => _subscription = 0;
        }
        """, """
        #nullable enable
        public class Gauge : IObserver<int>, IDisposable
        {
            private IDisposable? _subscription2;
            private readonly IObservable<int> _source;
            private int _subscription;

            public Gauge(IObservable<int> source) => _source = source;

            public void Start()
            {
                _subscription2?.Dispose();
                _subscription2 = _source.Subscribe(this);
            }

            public void OnNext(int value) => _subscription = value;

            public void OnError(Exception error) { }

            public void OnCompleted() { }

            public void Dispose()
            {
                _subscription2?.Dispose();
                _subscription = 0;
            }
        }
        """);
}
