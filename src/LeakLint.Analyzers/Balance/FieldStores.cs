using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>What is put into the fields of an object, where it is put there: what was there before, whose it is, who will release it.</summary>
internal sealed class FieldStores(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly FieldLosses _losses = new(compilation, types, ownership);
    private readonly KeptHandles _handles = new(compilation, types, ownership);
    private readonly KeptElements _elements = new(compilation, types, ownership);

    /// <summary><c>_file = File.OpenRead(path);</c></summary>
    public void OnAssignment(OperationAnalysisContext context, ISimpleAssignmentOperation assignment)
    {
        if (_losses.At(assignment, context.ContainingSymbol, context.CancellationToken) is { } lost)
        {
            OverwrittenWhileHeld.Report(assignment, lost, context.ReportDiagnostic);
        }

        if (_handles.At(assignment, context.CancellationToken) is { } kept)
        {
            KeptWithoutAcquiring.Report(kept, context.ReportDiagnostic);
        }
    }

    /// <summary><c>_files.Add(File.OpenRead(path));</c> <c>Interlocked.Exchange(ref _timer, next);</c></summary>
    public void OnCall(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Instance is IFieldReferenceOperation)
        {
            if (_handles.At(call, context.CancellationToken) is { } kept)
            {
                KeptWithoutAcquiring.Report(kept, context.ReportDiagnostic);
            }

            if (_elements.At(call, context.CancellationToken) is { } element)
            {
                OwnedFieldNeverReleased.Report(element, context.ReportDiagnostic);
            }
        }
        else if (call.TargetMethod.Name == "Exchange" && _losses.At(call, context.ContainingSymbol, context.CancellationToken) is { } lost)
        {
            OverwrittenWhileHeld.Report(call, lost, context.ReportDiagnostic);
        }
    }
}
