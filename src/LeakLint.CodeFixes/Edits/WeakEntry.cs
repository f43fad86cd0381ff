using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// What stands in the collection in place of the held object. A counted handle is never referred to weakly as an
/// object: it would be collected with its count still up. Its weak form is the handle that does not count.
/// </summary>
internal abstract class WeakEntry
{
    public static readonly WeakEntry Reference = new ReferenceEntry();

    public static readonly WeakEntry Handle = new HandleEntry();

    /// <summary>The type's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether entries are counted handles, which must be disposed by whoever takes one.</summary>
    public abstract bool IsCounted { get; }

    /// <summary>The type of an entry for <paramref name="held"/>, as it is written at a place.</summary>
    public abstract string TypeAt(TypeSyntax held, SyntaxNode at, Surroundings surroundings);

    /// <summary>An entry for a value.</summary>
    public abstract string Make(string value, string type);

    /// <summary>Whether an entry's object is there.</summary>
    public abstract string IsAlive(string entry);

    /// <summary>Takes an entry's object if it is there.</summary>
    public abstract string Take(string entry, string variable);

    private sealed class ReferenceEntry : WeakEntry
    {
        public override string Name => "WeakReference";

        public override bool IsCounted => false;

        public override string TypeAt(TypeSyntax held, SyntaxNode at, Surroundings surroundings)
            => surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).WeakReferenceOfT!, at)
                + "<" + (held is NullableTypeSyntax nullable ? nullable.ElementType : held) + ">";

        public override string Make(string value, string type) => "new " + type + "(" + value + ")";

        public override string IsAlive(string entry) => entry + ".TryGetTarget(out _)";

        public override string Take(string entry, string variable) => entry + ".TryGetTarget(out " + variable + ")";
    }

    private sealed class HandleEntry : WeakEntry
    {
        public override string Name => "WeakHandle";

        public override bool IsCounted => true;

        // SharedHandle<T> → WeakHandle<T>
        public override string TypeAt(TypeSyntax held, SyntaxNode at, Surroundings surroundings)
        {
            var types = KnownTypes.For(surroundings.Model.Compilation);
            var handle = (INamedTypeSymbol)surroundings.Model.GetSpeculativeTypeInfo(at.SpanStart, held, SpeculativeBindingOption.BindAsTypeOrNamespace).Type!;
            return surroundings.NameOf(types.WeakHandle!, at) + "<" + handle.TypeArguments[0].ToMinimalDisplayString(surroundings.Model, at.SpanStart) + ">";
        }

        public override string Make(string value, string type) => value + ".ToWeak()";

        public override string IsAlive(string entry) => entry + ".IsAlive";

        public override string Take(string entry, string variable) => entry + ".TryAddReference(out " + variable + ")";
    }
}
