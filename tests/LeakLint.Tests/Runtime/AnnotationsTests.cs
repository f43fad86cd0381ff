using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Xunit;

[assembly: LeakLint.Acquires("session", Member = "M:Acme.Pool.Get")]
[assembly: LeakLint.Acquires(Member = "M:Acme.Pool.TryGet(Acme.Item@)", Parameter = "item")]
[assembly: LeakLint.Releases("session", Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]
[assembly: LeakLint.TakesOwnership(Member = "M:Acme.Archive.#ctor(System.IO.Stream)", Parameter = "stream")]
[assembly: LeakLint.Borrows(Member = "M:Acme.Query.#ctor(Acme.Connection)", Parameter = "connection")]
[assembly: LeakLint.ReturnsOwned(Member = "M:Acme.Images.Load(System.String)")]
[assembly: LeakLint.ReturnsBorrowed(Member = "P:Acme.Session.Current")]

namespace LeakLint.Tests.Runtime;

public sealed class AnnotationsTests
{
    [Theory]
    [InlineData(typeof(AcquiresAttribute), AttributeTargets.Method | AttributeTargets.Parameter)]
    [InlineData(typeof(ReleasesAttribute), AttributeTargets.Method | AttributeTargets.Parameter)]
    [InlineData(typeof(TakesOwnershipAttribute), AttributeTargets.Parameter)]
    [InlineData(typeof(BorrowsAttribute), AttributeTargets.Parameter)]
    [InlineData(typeof(ReturnsOwnedAttribute), AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Delegate)]
    [InlineData(typeof(ReturnsBorrowedAttribute), AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Delegate)]
    public void Each_stands_where_it_means_something_and_at_the_assembly(Type attribute, AttributeTargets targets)
    {
        AttributeUsageAttribute usage = attribute.GetCustomAttribute<AttributeUsageAttribute>()!;
        Assert.Equal(targets | AttributeTargets.Assembly, usage.ValidOn);
        Assert.True(usage.AllowMultiple);
        Assert.Equal("LeakLint", attribute.Namespace);
        Assert.Equal(typeof(string), attribute.GetProperty("Member")!.PropertyType);
        Assert.Equal(typeof(string), attribute.GetProperty("Parameter")!.PropertyType);
    }

    [Fact]
    public void At_the_assembly_they_name_a_member_and_perhaps_its_parameter()
    {
        Assembly assembly = typeof(AnnotationsTests).Assembly;
        Assert.Equal(
            ["M:Acme.Pool.Get  session", "M:Acme.Pool.TryGet(Acme.Item@) item "],
            assembly.GetCustomAttributes<AcquiresAttribute>().Select(a => $"{a.Member} {a.Parameter} {a.Protocol}").Order());
        ReleasesAttribute releases = Assert.Single(assembly.GetCustomAttributes<ReleasesAttribute>());
        Assert.Equal(("M:Acme.Pool.Put(Acme.Item)", "item", "session"), (releases.Member, releases.Parameter, releases.Protocol));
        Assert.Equal("stream", Assert.Single(assembly.GetCustomAttributes<TakesOwnershipAttribute>()).Parameter);
        Assert.Equal("connection", Assert.Single(assembly.GetCustomAttributes<BorrowsAttribute>()).Parameter);
        Assert.Null(Assert.Single(assembly.GetCustomAttributes<ReturnsOwnedAttribute>()).Parameter);
        Assert.Equal("P:Acme.Session.Current", Assert.Single(assembly.GetCustomAttributes<ReturnsBorrowedAttribute>()).Member);
    }

    [Fact]
    public void On_members_they_need_nothing_but_perhaps_a_protocol()
    {
        MethodInfo take = typeof(Pool).GetMethod(nameof(Pool.Take))!;
        MethodInfo put = typeof(Pool).GetMethod(nameof(Pool.Put))!;
        AcquiresAttribute acquires = take.GetCustomAttribute<AcquiresAttribute>()!;
        Assert.Equal("buffer", acquires.Protocol);
        Assert.Null(acquires.Member);
        Assert.Null(acquires.Parameter);
        Assert.Null(put.GetParameters()[0].GetCustomAttribute<ReleasesAttribute>()!.Protocol);
        Assert.NotNull(put.GetParameters()[1].GetCustomAttribute<TakesOwnershipAttribute>());
        Assert.NotNull(put.GetParameters()[2].GetCustomAttribute<BorrowsAttribute>());
        Assert.NotNull(take.ReturnParameter.GetCustomAttribute<ReturnsOwnedAttribute>());
        Assert.NotNull(typeof(Pool).GetProperty(nameof(Pool.Current))!.GetCustomAttribute<ReturnsBorrowedAttribute>());
        Assert.NotNull(typeof(Open).GetCustomAttribute<ReturnsOwnedAttribute>());
    }

    [ReturnsOwned]
    private delegate Stream Open();

    private sealed class Pool
    {
        [ReturnsBorrowed]
        public Stream Current => Stream.Null;

        [Acquires("buffer")]
        [return: ReturnsOwned]
        public byte[] Take() => [];

        public void Put([Releases] byte[] buffer, [TakesOwnership] Stream stream, [Borrows] Stream log) => log.Write(buffer, 0, (int)stream.Length);
    }
}
