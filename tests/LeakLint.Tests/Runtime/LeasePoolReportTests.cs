using System;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Leases are handles, so tracking knows them by the line that rented.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class LeasePoolReportTests : IDisposable
{
    private static readonly int RentLine = ThisLine() + 3;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(LeasePool<Buffer> pool) => pool.Rent();

    public LeasePoolReportTests() => LeakTracking.Level = LeakTrackingLevel.Sites;

    public void Dispose() => LeakTracking.Level = LeakTrackingLevel.Disabled;

    [Fact]
    public void B86_a_forgotten_lease_is_reported_with_the_line_that_rented_and_its_item_stays_lost_and_counted()
    {
        using LeasePool<Buffer> pool = new(static () => new Buffer());
        using Reports reports = new();
        Forget(pool);
        LeakRecord record = Assert.Single(reports.Wait<Buffer>(1));
        Assert.Equal((nameof(Forget), RentLine, 1), (record.Member, record.Line, record.Count));
        Assert.EndsWith(nameof(LeasePoolReportTests) + ".cs", record.File, StringComparison.Ordinal);
        Assert.Equal((0, 1), (pool.IdleCount, pool.RentedCount));
    }

    [Fact]
    public void A_lease_that_is_out_is_outstanding_at_the_line_that_rented()
    {
        using LeasePool<Other> pool = new(static () => new Other());
        using LeakScope scope = LeakTracking.BeginScope();
        SharedHandle<Other> lease = pool.Rent();
        int line = ThisLine() - 1;
        LeakRecord record = Assert.Single(scope.GetOutstanding());
        Assert.Equal((nameof(A_lease_that_is_out_is_outstanding_at_the_line_that_rented), line), (record.Member, record.Line));
        lease.Dispose();
        scope.ThrowIfLeaked();

        // The same item again: another lease of another line.
        using SharedHandle<Other> again = pool.Rent();
        Assert.Equal(ThisLine() - 1, Assert.Single(scope.GetOutstanding()).Line);
    }

    private static int ThisLine([CallerLineNumber] int line = 0) => line;

    private sealed class Buffer;

    private sealed class Other;
}
