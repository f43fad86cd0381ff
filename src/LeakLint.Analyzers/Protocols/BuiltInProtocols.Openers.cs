using System.Collections.Immutable;

namespace LeakLint.Analyzers.Protocols;

/// <content>More methods of .NET and its packages that hand out what their caller must dispose. <c>Facts/OpenedCalls</c> knows when one of them does not.</content>
internal static partial class BuiltInProtocols
{
    /// <summary>A transaction that its method begins: it ends with <c>Commit</c>, <c>Rollback</c> or <c>Dispose</c>, or with its connection.</summary>
    public static readonly Protocol Begun = new("Disposable", "begun", "disposed")
    {
        IsDisposable = true,
        SecondRelease = SecondRelease.Harmless,
        Views = "what its members hand out",
        ConstructorsKeepIt = true,
        PartsNeedIt = true,
        EndsWithItsOwner = true,
        Acquires =
        [
            new("System.Data.Common.DbConnection", "BeginTransaction"),
            new("System.Data.Common.DbConnection", "BeginTransactionAsync"),
            new("System.Data.IDbConnection", "BeginTransaction"),
        ],
        Releases =
        [
            new("System.IDisposable", "Dispose"),
            new("System.IAsyncDisposable", "DisposeAsync"),
            new("System.Data.IDbTransaction", "Commit"),
            new("System.Data.IDbTransaction", "Rollback"),
            new("System.Data.Common.DbTransaction", "Commit"),
            new("System.Data.Common.DbTransaction", "CommitAsync"),
            new("System.Data.Common.DbTransaction", "Rollback"),
            new("System.Data.Common.DbTransaction", "RollbackAsync"),
        ],
    };

    private static ImmutableArray<AcquireMember> HandedOut =>
    [
        new("System.Diagnostics.Process", "GetCurrentProcess"),
        new("System.Diagnostics.Process", "GetProcessById"),
        new("System.Diagnostics.Process", "GetProcesses"),
        new("System.Diagnostics.Process", "GetProcessesByName"),
        new("System.IO.Compression.ZipArchiveEntry", "OpenAsync"),
        new("System.IO.Compression.ZipFile", "OpenAsync"),
        new("System.IO.Compression.ZipFile", "OpenReadAsync"),
        new("System.IO.IsolatedStorage.IsolatedStorageFile", "CreateFile"),
        new("System.IO.IsolatedStorage.IsolatedStorageFile", "OpenFile"),
        new("System.Net.Http.HttpClient", "GetAsync"),
        new("System.Net.Http.HttpClient", "Send"),
        new("System.Net.Http.HttpClient", "SendAsync"),
        new("System.Net.WebClient", "OpenRead"),
        new("System.Net.WebClient", "OpenWrite"),
        new("System.Reflection.Assembly", "GetManifestResourceStream"),
        new("System.Security.Principal.WindowsIdentity", "GetCurrent"),
        new("Microsoft.Win32.RegistryKey", "FromHandle"),
    ];

    private static ImmutableArray<AcquireMember> Made =>
    [
        new("System.Data.Common.DbConnection", "CreateBatch"),
        new("System.Data.Common.DbConnection", "CreateCommand"),
        new("System.Data.Common.DbDataSource", "CreateBatch"),
        new("System.Data.Common.DbDataSource", "CreateCommand"),
        new("System.Data.Common.DbDataSource", "CreateConnection"),
        new("System.Data.Common.DbProviderFactory", "CreateCommand"),
        new("System.Data.Common.DbProviderFactory", "CreateConnection"),
        new("System.Data.IDbConnection", "CreateCommand"),
        new("System.Drawing.Graphics", "FromHwnd"),
        new("System.Drawing.Graphics", "FromImage"),
        new("System.Drawing.Icon", "ExtractAssociatedIcon"),
        new("System.Drawing.Image", "FromFile"),
        new("System.Drawing.Image", "FromHbitmap"),
        new("System.Text.Json.JsonDocument", "Parse"),
        new("System.Text.Json.JsonDocument", "ParseAsync"),
        new("Microsoft.Extensions.DependencyInjection.IServiceScopeFactory", "CreateScope"),
        new("Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions", "CreateAsyncScope"),
        new("Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions", "CreateScope"),
    ];
}
