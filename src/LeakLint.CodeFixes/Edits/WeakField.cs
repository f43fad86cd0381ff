using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Makes a field a weak reference, and rewrites every place that names it. A test for null asks whether the target is
/// there; a statement that calls the target runs only if it is; what else needs the target reads it through a
/// property, which throws where the code relied on it. A place that fits none of these refuses the whole.
/// </summary>
internal static class WeakField
{
    public static async Task<Solution?> TryMakeAsync(Solution solution, IFieldSymbol field, CancellationToken cancellation)
    {
        if (field.IsStatic
            || field.IsVolatile
            || field.IsRequired
            || WeakTarget.IsPublic(field)
            || field.DeclaringSyntaxReferences.Length != 1
            || await field.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false) is not VariableDeclaratorSyntax
            {
                Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax declaration } variables,
            } variable
            || solution.GetDocument(declaration.SyntaxTree) is not { } document
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || !WeakTarget.IsPossible(field.Type, field.ContainingType, model.Compilation)
            || await References.FindAsync(solution, field, cancellation).ConfigureAwait(false) is not { } places)
        {
            return null;
        }

        var target = variables.Type is NullableTypeSyntax nullable ? nullable.ElementType : variables.Type;
        var isNullableOn = model.GetNullableContext(declaration.SpanStart).AnnotationsEnabled();
        if (variable.Initializer is { Value: var initial } && !StoredValue.IsNull(initial) && StoredValue.IsMadeHere(initial))
        {
            return null;
        }

        var mayBeMissing = (isNullableOn && field.NullableAnnotation == NullableAnnotation.Annotated)
            || (variable.Initializer is null && !IsSetByEveryConstructor(field, declaration, places))
            || (variable.Initializer is { Value: var value } && StoredValue.IsNull(value))
            || places.Values.SelectMany(static p => p).Any(static p => p.Usage == Usage.Written && StoredValue.IsNull(((AssignmentExpressionSyntax)p.At.Parent!).Right));
        var edit = new SolutionEdit(solution);
        var reads = new WeakReads(edit, field, mayBeMissing, isNullableOn);
        foreach (var inDocument in places)
        {
            var writeModel = await solution.GetDocument(inDocument.Key)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            foreach (var (at, usage) in inDocument.Value)
            {
                if (usage == Usage.Other || (usage == Usage.Written && !Write(edit, inDocument.Key, (AssignmentExpressionSyntax)at.Parent!, target, writeModel!, cancellation)))
                {
                    return null;
                }
            }

            if (!reads.Rewrite(inDocument.Key, inDocument.Value.Where(static p => p.Usage == Usage.Read).Select(static p => p.At).ToList()))
            {
                return null;
            }
        }

        var type = WeakTarget.ReferenceTo(target, mayBeMissing && isNullableOn);
        edit.Replace(document.Id, variables.Type, old => type.WithTriviaFrom(old));
        if (variable.Initializer is { Value: var first } && !StoredValue.IsNull(first))
        {
            edit.Replace(document.Id, first, old => WeakTarget.New(target, (ExpressionSyntax)old).WithTriviaFrom(old));
        }

        var lineEnd = LineEnds.Of(declaration);
        if (reads.Property(target, lineEnd) is { } property)
        {
            var above = LastFieldBelow(declaration);
            var below = ((TypeDeclarationSyntax)above.Parent!).Members.FirstOrDefault(m => m.SpanStart > above.SpanStart);
            var isApart = below is null || below.GetLeadingTrivia().Any(static t => t.IsKind(SyntaxKind.EndOfLineTrivia));
            edit.Insert(document.Id, above, isApart ? property : property.WithTrailingTrivia(property.GetTrailingTrivia().AddRange([lineEnd])), before: false);
        }

        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether every constructor assigns the member, so that nobody sees it missing.</summary>
    public static bool IsSetByEveryConstructor(
        ISymbol member, SyntaxNode declaration, Dictionary<DocumentId, List<(ExpressionSyntax At, Usage Usage)>> places)
    {
        var constructors = member.ContainingType.InstanceConstructors;
        if (constructors.Any(static c => c.IsImplicitlyDeclared) || declaration.Parent is not TypeDeclarationSyntax)
        {
            return false;
        }

        foreach (var constructor in constructors)
        {
            if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not ConstructorDeclarationSyntax syntax)
            {
                return false;
            }

            var isChained = syntax.Initializer?.ThisOrBaseKeyword.IsKind(SyntaxKind.ThisKeyword) == true;
            var assigns = places.Values.SelectMany(static p => p).Any(p => p.Usage == Usage.Written
                && !StoredValue.IsNull(((AssignmentExpressionSyntax)p.At.Parent!).Right)
                && (p.At.Parent.Parent is ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax arrow }
                    ? arrow == syntax
                    : p.At.Parent.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ConstructorDeclarationSyntax body } } && body == syntax));
            if (!isChained && !assigns)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Write(
        SolutionEdit edit, DocumentId document, AssignmentExpressionSyntax assignment, TypeSyntax target, SemanticModel model, CancellationToken cancellation)
    {
        if (StoredValue.IsNull(assignment.Right))
        {
            return true;
        }

        if (StoredValue.IsMadeHere(assignment.Right))
        {
            return false;
        }

        var mayBeNull = model.GetTypeInfo(assignment.Right, cancellation).Nullability.FlowState == NullableFlowState.MaybeNull
            && model.GetNullableContext(assignment.SpanStart).WarningsEnabled();
        edit.Replace(
            document,
            assignment.Right,
            value => (mayBeNull ? WeakTarget.NewOrNull(target, (ExpressionSyntax)value) : WeakTarget.New(target, (ExpressionSyntax)value)).WithTriviaFrom(value));
        return true;
    }

    // A property stands below the fields, not among them.
    private static MemberDeclarationSyntax LastFieldBelow(FieldDeclarationSyntax field)
    {
        MemberDeclarationSyntax last = field;
        foreach (var member in ((TypeDeclarationSyntax)field.Parent!).Members)
        {
            if (member is FieldDeclarationSyntax && member.SpanStart > last.SpanStart)
            {
                last = member;
            }
        }

        return last;
    }
}
