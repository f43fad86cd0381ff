using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>What an operation does as far as resources are concerned.</summary>
internal enum OperationRole
{
    /// <summary>Nobody thought of this kind: the method is undecided.</summary>
    Unknown,

    /// <summary>The transfer has a handler for it.</summary>
    Modelled,

    /// <summary>Its operands are evaluated in order; a resource among them is used, not moved.</summary>
    Uses,

    /// <summary>Its operands are evaluated in order; a resource among them ends up in the result.</summary>
    Contains,

    /// <summary>As <see cref="Contains"/>, provided that the type of the result can hold such a thing: <c>address + 4</c>, not <c>address == other</c>.</summary>
    Computes,

    /// <summary>Nothing in it can touch a resource.</summary>
    Inert,

    /// <summary>The compiler's graph never contains it: statements, declarations and sugar that it lowers.</summary>
    Lowered,
}

/// <summary>The role of every kind of operation. Kinds newer than the floor's compiler stand here by number.</summary>
internal static class OperationRoles
{
    public static OperationRole Of(OperationKind kind)
    {
        switch (kind)
        {
            case OperationKind.SimpleAssignment:
            case OperationKind.CompoundAssignment:
            case OperationKind.DeconstructionAssignment:
            case OperationKind.Increment:
            case OperationKind.Decrement:
            case OperationKind.FlowCapture:
            case OperationKind.FlowCaptureReference:
            case OperationKind.LocalReference:
            case OperationKind.ParameterReference:
            case OperationKind.FieldReference:
            case OperationKind.Invocation:
            case OperationKind.ObjectCreation:
            case OperationKind.Conversion:
            case OperationKind.Await:
            case OperationKind.IsPattern:
            case OperationKind.YieldReturn:
            case OperationKind.Return:
            case OperationKind.FlowAnonymousFunction:
            case OperationKind.DeclarationExpression:
            case OperationKind.Parenthesized:
            case OperationKind.EventAssignment:
            case OperationKind.Literal:
            case OperationKind.DefaultValue:
            case OperationKind.ExpressionStatement:
            case OperationKind.Argument:
            case OperationKind.DelegateCreation:
            case OperationKind.PropertyReference:
            case OperationKind.ArrayElementReference:
            case OperationKind.ImplicitIndexerReference:
            case OperationKind.InlineArrayAccess:
            case OperationKind.ArrayCreation:
            case OperationKind.CollectionExpression:
            case OperationKind.MethodReference:
            case OperationKind.TranslatedQuery:
            case OperationKind.DynamicInvocation:
            case OperationKind.FunctionPointerInvocation:
            case OperationKind.AddressOf:
                return OperationRole.Modelled;

            case OperationKind.UnaryOperator:
            case OperationKind.BinaryOperator:
                return OperationRole.Computes;

            case OperationKind.None: // "fixed", pointers, __makeref: no public form, used in place
            case OperationKind.Invalid: // code that does not compile
            case OperationKind.EventReference:
            case OperationKind.RaiseEvent:
            case OperationKind.TupleBinaryOperator:
            case OperationKind.IsType:
            case OperationKind.IsNull:
            case OperationKind.InterpolatedString:
            case OperationKind.InterpolatedStringText:
            case OperationKind.Interpolation:
            case OperationKind.InterpolatedStringHandlerCreation:
            case OperationKind.InterpolatedStringAddition:
            case OperationKind.InterpolatedStringAppendLiteral:
            case OperationKind.InterpolatedStringAppendFormatted:
            case OperationKind.InterpolatedStringAppendInvalid:
            case OperationKind.Throw:
            case OperationKind.Range:
            case OperationKind.ReDim:
            case OperationKind.ReDimClause:
            case OperationKind.Attribute:
                return OperationRole.Uses;

            case OperationKind.Tuple:
            case OperationKind.AnonymousObjectCreation:
            case OperationKind.ArrayInitializer:
            case OperationKind.Spread:
            case OperationKind.With:
            case OperationKind.TypeParameterObjectCreation:
            case OperationKind.DynamicMemberReference:
            case OperationKind.DynamicObjectCreation:
            case OperationKind.DynamicIndexerAccess:
                return OperationRole.Contains;

            case OperationKind.Empty:
            case OperationKind.Stop:
            case OperationKind.End:
            case OperationKind.InstanceReference:
            case OperationKind.NameOf:
            case OperationKind.TypeOf:
            case OperationKind.SizeOf:
            case OperationKind.OmittedArgument:
            case OperationKind.Discard:
            case OperationKind.CaughtException:
            case OperationKind.StaticLocalInitializationSemaphore:
            case OperationKind.Utf8String:
            case OperationKind.InterpolatedStringHandlerArgumentPlaceholder:
            case OperationKind.ConstantPattern:
            case OperationKind.DeclarationPattern:
            case OperationKind.DiscardPattern:
            case OperationKind.RecursivePattern:
            case OperationKind.PropertySubpattern:
            case OperationKind.NegatedPattern:
            case OperationKind.BinaryPattern:
            case OperationKind.TypePattern:
            case OperationKind.RelationalPattern:
            case OperationKind.ListPattern:
            case OperationKind.SlicePattern:
            case OperationKind.LocalFunction: // run where it is called
            case (OperationKind)129: // CollectionExpressionElementsPlaceholder: stands for elements evaluated before
                return OperationRole.Inert;

            case OperationKind.Block:
            case OperationKind.VariableDeclarationGroup:
            case OperationKind.VariableDeclaration:
            case OperationKind.VariableDeclarator:
            case OperationKind.VariableInitializer:
            case OperationKind.FieldInitializer:
            case OperationKind.PropertyInitializer:
            case OperationKind.ParameterInitializer:
            case OperationKind.Switch:
            case OperationKind.SwitchCase:
            case OperationKind.CaseClause:
            case OperationKind.SwitchExpression:
            case OperationKind.SwitchExpressionArm:
            case OperationKind.Loop:
            case OperationKind.Labeled:
            case OperationKind.Branch:
            case OperationKind.YieldBreak:
            case OperationKind.Lock:
            case OperationKind.Try:
            case OperationKind.CatchClause:
            case OperationKind.Using:
            case OperationKind.UsingDeclaration:
            case OperationKind.Conditional:
            case OperationKind.Coalesce:
            case OperationKind.CoalesceAssignment:
            case OperationKind.ConditionalAccess:
            case OperationKind.ConditionalAccessInstance:
            case OperationKind.AnonymousFunction:
            case OperationKind.ObjectOrCollectionInitializer:
            case OperationKind.MemberInitializer:
            case (OperationKind)52: // CollectionElementInitializer, long replaced
            case OperationKind.MethodBodyOperation:
            case OperationKind.ConstructorBodyOperation:
                return OperationRole.Lowered;

            default:
                return OperationRole.Unknown;
        }
    }
}
