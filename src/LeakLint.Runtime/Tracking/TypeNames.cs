using System;
using System.Text;

namespace LeakLint;

/// <summary>Types as a person writes them, with their namespaces: <c>Shop.Cache&lt;System.String&gt;.Slot</c>.</summary>
internal static class TypeNames
{
    public static string Readable(Type type)
    {
        StringBuilder text = new();
        Append(text, type);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type)
    {
        if (type.IsArray)
        {
            Append(text, type.GetElementType()!);
            text.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
            return;
        }

        Append(text, type, type.GetGenericArguments());
    }

    /// <summary>A nested type has the arguments of the types around it before its own.</summary>
    private static void Append(StringBuilder text, Type type, Type[] arguments)
    {
        int first = 0;
        if (type.DeclaringType is { } outer && !type.IsGenericParameter)
        {
            Append(text, outer, arguments);
            text.Append('.');
            first = outer.GetGenericArguments().Length;
        }
        else if (type.Namespace is { Length: > 0 } prefix)
        {
            text.Append(prefix).Append('.');
        }

        int arity = type.Name.IndexOf('`');
        text.Append(arity < 0 ? type.Name : type.Name.Substring(0, arity));
        int end = type.GetGenericArguments().Length;
        for (int i = first; i < end; i++)
        {
            text.Append(i == first ? "<" : ", ");
            Append(text, arguments[i]);
        }

        text.Append(end > first ? ">" : string.Empty);
    }
}
