using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Which types of a program live once, or only as long as a test run, by what the platform makes of them.</summary>
internal sealed class Lifetimes
{
    /// <summary>One instance per process, made by the platform or by <c>Main</c>.</summary>
    private static readonly string[] OncePerProcess =
    {
        "System.Diagnostics.Tracing.EventSource",
        "System.Windows.Application",
        "Microsoft.Maui.Controls.Application",
        "Microsoft.UI.Xaml.Application",
        "Xamarin.Forms.Application",
        "Android.App.Application",
    };

    /// <summary>What marks the methods of a test class.</summary>
    private static readonly string[] TestMarks =
    {
        "Xunit.FactAttribute",
        "NUnit.Framework.TestAttribute",
        "NUnit.Framework.TestCaseAttribute",
        "NUnit.Framework.TestCaseSourceAttribute",
        "NUnit.Framework.OneTimeSetUpAttribute",
        "NUnit.Framework.SetUpAttribute",
        "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute",
        "Microsoft.VisualStudio.TestTools.UnitTesting.AssemblyInitializeAttribute",
    };

    private readonly KnownTypes _types;
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _short = new(SymbolEqualityComparer.Default);

    public Lifetimes(KnownTypes types) => _types = types;

    /// <summary>
    /// Whether a static of <paramref name="type"/> cannot grow with the program's work: the platform makes one instance,
    /// or it is a test class and its process ends with the tests.
    /// </summary>
    public bool AreBounded(INamedTypeSymbol type)
    {
        if (!_short.TryGetValue(type, out var bounded))
        {
            bounded = IsMadeOnce(type) || IsTestClass(type);
            _short[type] = bounded;
        }

        return bounded;
    }

    private bool IsMadeOnce(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            if (IsNamed(t, OncePerProcess))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsTestClass(INamedTypeSymbol type)
    {
        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } && HasMark(member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // [Theory] derives from [Fact]
    private bool HasMark(ISymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            for (var t = attribute.AttributeClass; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
            {
                if (IsNamed(t, TestMarks))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsNamed(INamedTypeSymbol type, string[] names)
    {
        foreach (var name in names)
        {
            if (SymbolEqualityComparer.Default.Equals(type, _types.Get(name)))
            {
                return true;
            }
        }

        return false;
    }
}
