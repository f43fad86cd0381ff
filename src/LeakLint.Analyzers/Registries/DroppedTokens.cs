using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Subscriptions that hand out what ends them, and whose result is dropped: <c>monitor.OnChange(Apply);</c>,
/// <c>_ = source.Subscribe(this);</c>. Whether that leaks is not told by the result, but by how long the publisher lives, so it is
/// judged as the <c>+=</c> that it is.
/// </summary>
internal sealed class DroppedTokens(Sight sight, Publishers publishers)
{
    /// <summary>The publisher that <paramref name="call"/> subscribes to, if it drops the token; null if it is no such call.</summary>
    public (Publisher Publisher, IOperation? Instance)? Of(IInvocationOperation call, CancellationToken cancellation)
    {
        var method = call.TargetMethod;
        if (method.Name is not ("Subscribe" or "OnChange" or "RegisterChangeCallback" or "Register" or "UnsafeRegister") || !IsDropped(call))
        {
            return null;
        }

        var types = sight.Types;
        var type = method.ContainingType.OriginalDefinition;
        if (method.Name == "OnChange" && type.Is(types.Get("Microsoft.Extensions.Primitives.ChangeToken")))
        {
            return call.Arguments.Length > 0 && SourceOf(call.Arguments[0].Value, out var isConfiguration) is { } producer
                ? isConfiguration ? Lasting(producer, cancellation) : (publishers.Of(producer, cancellation), producer)
                : null;
        }

        var source = call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        if (source is null)
        {
            return null;
        }

        source = Handler.Unwrap(source);
        return method.Name switch
        {
            "OnChange" when Is(source.Type, "Microsoft.Extensions.Options.IOptionsMonitor`1") => Lasting(source, cancellation),
            "RegisterChangeCallback" when Is(source.Type, "Microsoft.Extensions.Primitives.IChangeToken") => (publishers.Of(source, cancellation), source),
            "Register" or "UnsafeRegister" when IsOfTheHost(source) => (publishers.Of(source, cancellation), source),
            "Subscribe" when Is(source.Type, "System.IObservable`1") => (publishers.Of(source, cancellation), source),
            _ => null,
        };
    }

    /// <summary><c>_lifetime.ApplicationStopping.Register(OnStopping);</c>: most who write it are there as long as the host.</summary>
    public bool IsOfTheHost(IOperation? source)
        => source is IPropertyReferenceOperation { Property: { Name: "ApplicationStopping" or "ApplicationStopped" or "ApplicationStarted", ContainingType: var type } }
            && type.Is(sight.Types.Get("Microsoft.Extensions.Hosting.IHostApplicationLifetime"));

    // What a container gives to everybody lives as long as the container: the options, the configuration.
    private (Publisher, IOperation?) Lasting(IOperation source, CancellationToken cancellation)
        => publishers.Of(source, cancellation) is var of && of.Kind is PublisherKind.Injected or PublisherKind.Passed ? (of with { Kind = PublisherKind.Static }, source) : (of, source);

    private bool Is(ITypeSymbol? type, string name)
    {
        if (sight.Types.Get(name) is not { } known || type is null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, known))
        {
            return true;
        }

        foreach (var face in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, known))
            {
                return true;
            }
        }

        return false;
    }

    // () => _configuration.GetReloadToken(),   _configuration.GetReloadToken,   () => _files.Watch("*.json")
    private static IOperation? SourceOf(IOperation producer, out bool isConfiguration)
    {
        isConfiguration = true;
        switch (Handler.Unwrap(producer))
        {
            case IMethodReferenceOperation { Method.Name: "GetReloadToken", Instance: { } instance }:
                return Handler.Unwrap(instance);
            case IAnonymousFunctionOperation lambda:
                foreach (var operation in lambda.Body.Descendants())
                {
                    if (operation is IReturnOperation { ReturnedValue: { } value })
                    {
                        if (Handler.Unwrap(value) is not IInvocationOperation { TargetMethod.Name: "GetReloadToken" or "Watch" or "GetChangeToken", Instance: { } of } asked)
                        {
                            return null;
                        }

                        isConfiguration = asked.TargetMethod.Name == "GetReloadToken";
                        return Handler.Unwrap(of);
                    }
                }

                return null;
            default:
                return null;
        }
    }

    // A statement, "_ = …", or a local that nothing reads.
    private static bool IsDropped(IInvocationOperation call)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case IExpressionStatementOperation:
            case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { IsUsing: false } local } }:
                foreach (var operation in Values.RootOf(call).Descendants())
                {
                    if (operation is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }
}
