using System.Collections.Immutable;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Facts;

/// <content>One ownership for each compilation and settings.</content>
internal sealed partial class Ownership
{
    // What was asked without settings, and with the settings that were brought last. An editor may bring new ones for
    // the same compilation; a table of them all would keep compilations for as long as settings live.
    private sealed class Doors
    {
        private Ownership? _plain;
        private (AnalyzerConfigOptionsProvider Provider, ImmutableArray<AdditionalText> Files, Ownership Ownership)? _last;

        public Ownership Of(Compilation compilation, AnalyzerOptions? options)
        {
            lock (this)
            {
                if (options is null)
                {
                    return _plain ??= new Ownership(compilation, Settings.Default, TaughtProtocols.None);
                }

                var provider = options.AnalyzerConfigOptionsProvider;
                if (_last is not { } last || last.Provider != provider || last.Files != options.AdditionalFiles)
                {
                    var settings = new Settings(provider);
                    var taught = TaughtProtocols.Read(compilation, options.AdditionalFiles, settings.ProjectFolder, default);
                    _last = last = (provider, options.AdditionalFiles, new Ownership(compilation, settings, taught));
                }

                return last.Ownership;
            }
        }
    }
}
