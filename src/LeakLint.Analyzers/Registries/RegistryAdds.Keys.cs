using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <content>What a key is taken from.</content>
internal sealed partial class RegistryAdds
{
    // protected abstract string Name { get; }  _codecs[Name] = this: as many as there are kinds of codecs.
    private static bool SaysTheKind(IOperation key) =>
        Values.Unwrap(key) is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { IsAbstract: true } or { IsVirtual: true } or { IsOverride: true } };

    // id, request.Path, $"{host}:{port}": what a caller hands over has no bound in sight; of what is made from it for the
    // lookup, new Layout(columns), equal ones are one.
    private static bool ComesFromParameter(IOperation key, int depth = 0)
    {
        key = Values.Unwrap(key);
        switch (key)
        {
            case IParameterReferenceOperation:
                return true;
            case IMemberReferenceOperation { Instance: { } instance }:
                return ComesFromParameter(instance, depth);
            case IInterpolatedStringOperation text:
                foreach (var part in text.Parts)
                {
                    if (part is IInterpolationOperation { Expression: { } expression } && ComesFromParameter(expression, depth))
                    {
                        return true;
                    }
                }

                return false;
            case ILocalReferenceOperation local:
                return depth < 4 && Values.LastGiven(local) is { } given && ComesFromParameter(given, depth + 1);
            default:
                return false;
        }
    }
}
