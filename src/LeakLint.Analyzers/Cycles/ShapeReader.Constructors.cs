using System.Collections.Immutable;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>A constructor is its type's initializers, the constructor it chains to, and its body.</content>
internal sealed partial class ShapeReader
{
    private void ReadConstructor()
    {
        var bodies = Bodies.For(_shapes.Compilation).Of(_method, _cancellation);
        var body = bodies.Length > 0 ? bodies[0] as IConstructorBodyOperation : null;
        _root = body;
        var chained = Chained(body?.Initializer);
        if (chained is null || !SymbolEqualityComparer.Default.Equals(chained.TargetMethod.ContainingType.OriginalDefinition, _method.ContainingType.OriginalDefinition))
        {
            ReadInitializers();
        }

        ReadPrimaryParameters();
        if (chained is not null)
        {
            Read(chained);
        }
        else
        {
            CallDefaultBaseConstructor();
        }

        Read(body?.BlockBody ?? body?.ExpressionBody);
    }

    private static IInvocationOperation? Chained(IOperation? initializer) => initializer switch
    {
        IInvocationOperation call => call,
        IExpressionStatementOperation { Operation: IInvocationOperation call } => call,
        _ => null,
    };

    private void ReadInitializers()
    {
        foreach (var member in _method.ContainingType.GetMembers())
        {
            if (member.IsStatic || member.IsImplicitlyDeclared || member is not (IFieldSymbol or IPropertySymbol))
            {
                continue;
            }

            foreach (var operation in Bodies.For(_shapes.Compilation).Of(member, _cancellation))
            {
                if (operation is ISymbolInitializerOperation initializer and (IFieldInitializerOperation or IPropertyInitializerOperation))
                {
                    var type = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
                    var value = Read(initializer.Value);
                    if (IsObject(type) && initializer.Value.Syntax.Parent is { } equals)
                    {
                        Set(new Value(_this), EdgeKind.Field, Shapes.SlotOf(member), value, new Evidence((equals.Parent ?? equals).GetLocation(), _method.ContainingType, byConstructor: true), initializer.Value is IObjectCreationOperation);
                    }
                }
            }
        }
    }

    // "class Child(Parent parent)": the parameter of a record is a property; that of a class is kept where a member uses it.
    private void ReadPrimaryParameters()
    {
        if (_method.IsImplicitlyDeclared
            || _method.DeclaringSyntaxReferences.Length == 0
            || _method.DeclaringSyntaxReferences[0].GetSyntax(_cancellation) is not TypeDeclarationSyntax)
        {
            return;
        }

        foreach (var parameter in _method.Parameters)
        {
            if (!IsObject(parameter.Type) || parameter.DeclaringSyntaxReferences.Length == 0)
            {
                continue;
            }

            var declaration = parameter.DeclaringSyntaxReferences[0];
            ISymbol? slot = null;
            foreach (var member in _method.ContainingType.GetMembers(parameter.Name))
            {
                if (member is IPropertySymbol { DeclaringSyntaxReferences: { Length: > 0 } of } && of[0].SyntaxTree == declaration.SyntaxTree && of[0].Span == declaration.Span)
                {
                    slot = Shapes.SlotOf(member);
                }
            }

            if (slot is null && _shapes.IsCaptured(parameter, _cancellation))
            {
                slot = parameter.OriginalDefinition;
            }

            if (slot is not null)
            {
                var location = Location.Create(declaration.SyntaxTree, declaration.Span);
                Set(new Value(_this), EdgeKind.Field, slot, GetVariable(parameter), At(location));
            }
        }
    }

    private void CallDefaultBaseConstructor()
    {
        if (_method.ContainingType is not { TypeKind: TypeKind.Class, BaseType: { SpecialType: SpecialType.None } @base })
        {
            return;
        }

        foreach (var constructor in @base.InstanceConstructors)
        {
            if (constructor.Parameters.IsEmpty)
            {
                Inline(constructor.OriginalDefinition, new Value(_this), ImmutableArray<Value>.Empty, 0, 0, constructor.ReturnType);
                return;
            }
        }
    }
}
