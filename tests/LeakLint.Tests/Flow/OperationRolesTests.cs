using System;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.Flow;

public sealed class OperationRolesTests
{
    [Fact]
    public void Every_kind_that_this_compiler_knows_has_a_role()
        => Assert.DoesNotContain(Enum.GetValues<OperationKind>(), static k => OperationRoles.Of(k) == OperationRole.Unknown);

    [Fact]
    public void Kind_that_nobody_thought_of_has_none() => Assert.Equal(OperationRole.Unknown, OperationRoles.Of((OperationKind)9_999));
}
