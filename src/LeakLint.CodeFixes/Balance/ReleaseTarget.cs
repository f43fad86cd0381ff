using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Balance;

/// <summary>What is to be released by code that does not exist yet.</summary>
/// <param name="Model">The model of its file.</param>
/// <param name="Protocol">How it is released.</param>
/// <param name="Acquires">The member that acquires it.</param>
/// <param name="Call">The call of that member.</param>
/// <param name="Name">The variable that carries it.</param>
/// <param name="Type">The type of that variable.</param>
/// <param name="Ownership">Who releases what, by attributes.</param>
internal sealed record ReleaseTarget(SemanticModel Model, Protocol Protocol, IMethodSymbol Acquires, SyntaxNode Call, string Name, ITypeSymbol Type, Ownership Ownership);
