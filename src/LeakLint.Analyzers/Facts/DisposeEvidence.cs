using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Whether code in sight shows that the <c>Dispose</c> of a type of the program lets go of something: a resource that
/// the object has from the start, an event, native memory, a callback that is waiting. Many types are disposable only
/// because an interface demands it; without such evidence a missing <c>Dispose</c> proves no leak, and its absence
/// proves none either: an override or a weaver may do the work.
/// </summary>
internal sealed class DisposeEvidence
{
    private const int Deepest = 4;

    private static readonly ConditionalWeakTable<Compilation, DisposeEvidence> Cache = new();
    private static readonly ConditionalWeakTable<Compilation, DisposeEvidence> KeptCache = new();

    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly Bodies _bodies;
    private readonly ProtocolTable _table;

    private DisposeEvidence(Compilation compilation)
    {
        _compilation = compilation;
        _bodies = Bodies.For(compilation);
        _table = ProtocolTable.For(compilation);
    }

    public static DisposeEvidence For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>The same question about objects that a field keeps: more types count as holding something there, so the answers are kept apart.</summary>
    public static DisposeEvidence OfKept(Compilation compilation) => KeptCache.GetValue(compilation, static c => new(c));

    /// <summary>Whether disposing an object of <paramref name="type"/> demonstrably releases something.</summary>
    /// <param name="isResource">Whether a type that has no source here is one that holds something.</param>
    public bool Of(INamedTypeSymbol type, Func<ITypeSymbol, bool> isResource, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        if (!_known.TryGetValue(type, out var known))
        {
            _known[type] = known = new Search(this, type, isResource, 0, cancellation).Finds();
        }

        return known;
    }

    private sealed class Search(DisposeEvidence evidence, INamedTypeSymbol type, Func<ITypeSymbol, bool> isResource, int depth, CancellationToken cancellation)
    {
        private readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);
        private HashSet<ISymbol>? _filled;

        public bool Finds()
        {
            for (var at = type; at is not null && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType?.OriginalDefinition)
            {
                foreach (var member in at.GetMembers())
                {
                    if (member is IMethodSymbol { IsStatic: false } method && Ends(method) && FindsIn(method))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        // Dispose, Dispose(bool), DisposeAsyncCore, Close, void IDisposable.Dispose()
        private static bool Ends(IMethodSymbol method)
        {
            var name = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
            return name.StartsWith("Dispose", StringComparison.Ordinal) || name is "Close" or "ReleaseHandle" or "OnDispose" or "OnDisposing";
        }

        private bool FindsIn(IMethodSymbol method)
        {
            if (_seen.Count > 30 || !_seen.Add(method))
            {
                return false;
            }

            foreach (var body in evidence._bodies.Of(method, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (Proves(operation))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private bool Proves(IOperation operation) => operation switch
        {
            IEventAssignmentOperation { Adds: false } => true,
            IInvocationOperation call => Proves(call),

            // Console.ForegroundColor = _before;  Current = _outer;
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null, Member.IsStatic: true } } => true,
            _ => false,
        };

        // while (_items.TryDequeue(out var item)) _end(item);   foreach (var item in _items) _end(item);   run only for what was put there later
        private static bool TakesElements(IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (Values.Unwrap(argument.Value) is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declared }
                    && declared[0].GetSyntax() is ForEachStatementSyntax or SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax } })
                {
                    return true;
                }
            }

            return false;
        }

        private bool Proves(IInvocationOperation call)
        {
            var callee = call.TargetMethod;
            if (callee.IsExtern)
            {
                return true;
            }

            // _whenDisposed();  _whenDisposed?.Invoke();  Not Disposed?.Invoke(this, e): whoever listens came later.
            if (callee.MethodKind == MethodKind.DelegateInvoke)
            {
                return Disposed(call) is IFieldReferenceOperation or IPropertyReferenceOperation && !TakesElements(call);
            }

            // _stream.Dispose();  _stream?.Close();
            if (callee.Name is "Dispose" or "DisposeAsync" or "Close" && Disposed(call) is IMemberReferenceOperation { Member: var member, Type: { } held })
            {
                return IsFilled(member) && Holds(held);
            }

            // pool.Return(_buffer);  _handle.Free();
            if (evidence._table.IsAnyRelease(callee))
            {
                return Released(call) is not IMemberReferenceOperation { Member: var given } || IsFilled(given);
            }

            // _owner.Remove(this)
            foreach (var argument in call.Arguments)
            {
                if (argument.Value is IInstanceReferenceOperation && !Framework.Declares(callee.ContainingType))
                {
                    return true;
                }
            }

            // Dispose(true);  Shutdown();
            return call.Instance is IInstanceReferenceOperation && FindsIn((Override(callee) ?? callee).OriginalDefinition);
        }

        private static IOperation? Disposed(IInvocationOperation call)
        {
            var instance = call.Instance is null && call.Arguments.Length > 0 ? call.Arguments[0].Value : call.Instance;
            while (instance is IConversionOperation conversion)
            {
                instance = conversion.Operand;
            }

            return instance is IConditionalAccessInstanceOperation && ConditionalAccess.Around(instance) is { } access ? access.Operation : instance;
        }

        private static IOperation? Released(IInvocationOperation call) => call.Arguments.Length > 0 ? call.Arguments[0].Value : call.Instance;

        private bool Holds(ITypeSymbol held)
        {
            if (held is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false, TypeKind: not TypeKind.Interface } own)
            {
                return depth < Deepest && new Search(evidence, own.OriginalDefinition, isResource, depth + 1, cancellation).Finds();
            }

            return isResource(held);
        }

        // Something is in it from the start: the object never was without its resource.
        private bool IsFilled(ISymbol member)
        {
            if (_filled is null)
            {
                _filled = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
                for (var at = type; at is not null && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType?.OriginalDefinition)
                {
                    AddFilled(at);
                }
            }

            return _filled.Contains(member.OriginalDefinition);
        }

        private void AddFilled(INamedTypeSymbol at)
        {
            foreach (var constructor in at.InstanceConstructors)
            {
                foreach (var body in evidence._bodies.Of(constructor, cancellation))
                {
                    foreach (var operation in body.Descendants())
                    {
                        if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member }, Value: var value }
                            && Makes(value) && Always(operation))
                        {
                            _filled!.Add(member.OriginalDefinition);
                        }
                    }
                }
            }

            foreach (var member in at.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false })
                {
                    foreach (var initializer in evidence._bodies.Of(member, cancellation))
                    {
                        if (initializer is ISymbolInitializerOperation { Value: var value } && Makes(value))
                        {
                            _filled!.Add(member.OriginalDefinition);
                        }
                    }
                }
            }
        }

        // new T(), File.OpenRead(path), pool.Rent(n): not what came in as a parameter
        private static bool Makes(IOperation value)
        {
            while (value is IConversionOperation conversion)
            {
                value = conversion.Operand;
            }

            return value is IObjectCreationOperation or IInvocationOperation;
        }

        private static bool Always(IOperation assignment)
        {
            for (var at = assignment.Parent; at is not null; at = at.Parent)
            {
                if (at is IConditionalOperation or ISwitchOperation or ILoopOperation or IAnonymousFunctionOperation or ICatchClauseOperation)
                {
                    return false;
                }
            }

            return true;
        }

        // What a virtual call runs in an object of this very type.
        private IMethodSymbol? Override(IMethodSymbol callee)
        {
            for (var at = type; at is not null && !at.DeclaringSyntaxReferences.IsEmpty; at = at.BaseType?.OriginalDefinition)
            {
                foreach (var member in at.GetMembers(callee.Name))
                {
                    if (member is IMethodSymbol { IsOverride: true } method && method.Parameters.Length == callee.Parameters.Length)
                    {
                        return method;
                    }
                }
            }

            return null;
        }
    }
}
