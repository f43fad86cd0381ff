using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Members that a fix adds to a type: fields beside the one they serve, methods at the end.</summary>
internal sealed class AddedMembers(IEnumerable<string> fields, IEnumerable<string> methods)
{
    /// <summary>The type with the members added; <paramref name="place"/> is the number of the member they serve.</summary>
    public TypeDeclarationSyntax AddTo(TypeDeclarationSyntax type, int place)
    {
        var lineEnd = LineEnds.Of(type);
        var members = type.Members.InsertRange(place + 1, fields.Select(f => Parse(f, lineEnd)));
        members = members.AddRange(methods.Select(m => Parse("\n" + m, lineEnd)));
        return type.WithMembers(members);
    }

    private static MemberDeclarationSyntax Parse(string text, SyntaxTrivia lineEnd)
        => LineEnds.Member(text, lineEnd).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
}
