using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>The generator of the dashboards, installed and compiled once beside the tests.</summary>
public sealed class DashboardGenerator : IAsyncLifetime
{
    /// <summary>Where it was compiled.</summary>
    public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "dashboard-generator");

    public async ValueTask InitializeAsync()
    {
        if (NodeProgram.WhyNot is not null)
            return;
        string source = Path.Combine(ComposeTests.Deploy, "grafana", "generator");
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Path.Combine(Folder, "src"));
        foreach (string file in (string[])["package.json", "package-lock.json", "tsconfig.json", ".npmrc",
            .. Directory.GetFiles(Path.Combine(source, "src")).Select(file => Path.Combine("src", Path.GetFileName(file)))])
        {
            File.Copy(Path.Combine(source, file), Path.Combine(Folder, file));
        }

        await DoAsync("npm", "ci", "--no-audit", "--no-fund");
        await DoAsync("npm", "run", "build");
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Runs a program in its folder.</summary>
    public Task<(int Code, string Said)> RunAsync(string program, params string[] arguments) =>
        NodeProgram.RunAsync(program, arguments, Folder, TestContext.Current.CancellationToken);

    private async Task DoAsync(string program, params string[] arguments)
    {
        (int code, string said) = await RunAsync(program, arguments);
        if (code != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' in {Folder} ended with {code}: {said}");
    }
}
