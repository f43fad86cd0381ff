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
        private (AnalyzerConfigOptionsProvider Provider, Ownership Ownership)? _last;

        public Ownership Of(Compilation compilation, AnalyzerConfigOptionsProvider? provider)
        {
            lock (this)
            {
                if (provider is null)
                {
                    return _plain ??= new Ownership(compilation, Settings.Default);
                }

                if (_last is not { } last || last.Provider != provider)
                {
                    _last = last = (provider, new Ownership(compilation, new Settings(provider)));
                }

                return last.Ownership;
            }
        }
    }
}
