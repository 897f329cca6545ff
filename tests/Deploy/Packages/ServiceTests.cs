namespace S2Grid.Deploy.Tests.Packages;

/// <summary>The packages' services under a systemd that runs, in their sandboxes.</summary>
public sealed class ServiceTests(SystemdHost host) : IClassFixture<SystemdHost>
{
    private const string Enable = "systemctl enable --now s2grid-silo && s2grid cluster add here --gateway 127.0.0.1:30000";

    [Fact]
    public async Task Silo_IsStartedByTheAdministratorAlone_AsItsOwnUser()
    {
        SkipWhereThereIsNone();
        await host.MustRunAsync(Enable);
        string user = await host.MustRunAsync("stat --format %U /proc/$(systemctl show --property MainPID --value s2grid-silo)");
        string strange = await host.MustRunAsync("find /var/lib/s2grid ! -type l '(' ! -user s2grid -o -perm /077 ')'");

        Assert.Equal(["disabled", "inactive"], host.SiloAtBoot.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("s2grid", user.Trim());
        Assert.Empty(strange);
    }

    [Fact]
    public async Task Silo_KilledWhileASweepIsKept_IsStartedAgainAndHasEveryResult()
    {
        SkipWhereThereIsNone();
        await host.MustRunAsync(Enable);
        await host.MustRunAsync("s2grid run rfc-2026-05 --cluster here --quiet");
        string before = await host.MustRunAsync("s2grid results rfc-2026-05 --cluster here --format csv");

        await host.MustRunAsync("systemctl kill --signal KILL s2grid-silo");
        string after = await host.MustRunAsync("s2grid results rfc-2026-05 --cluster here --format csv 2>log");
        string restarts = await host.MustRunAsync("systemctl show --property NRestarts --value s2grid-silo");

        Assert.NotEqual("0", restarts.Trim());
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Package_InstalledAnew_HandsARunningServiceToTheNewProgram()
    {
        SkipWhereThereIsNone();
        await host.MustRunAsync(Enable);
        string before = await host.MustRunAsync("systemctl show --property MainPID --value s2grid-silo");

        await host.MustRunAsync("dpkg --install /packages/s2grid-silo_*.deb");
        string after = await host.MustRunAsync("systemctl is-active s2grid-silo && systemctl show --property MainPID --value s2grid-silo");

        Assert.StartsWith("active\n", after, StringComparison.Ordinal);
        Assert.DoesNotContain(before, after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_Registered_LooksAtItsMachineFromItsSandbox()
    {
        SkipWhereThereIsNone();
        await host.MustRunAsync(Enable);
        await host.MustRunAsync(
            "s2grid agents token create --cluster here > token && "
            + "s2grid-agent register --silo http://127.0.0.1:11090 --token-file token --name box --state /var/lib/s2grid-agent");

        await host.MustRunAsync("systemctl enable --now s2grid-agent");

        // Where this machine has no KVM it says so, having looked at all else.
        await host.MustRunAsync(
            "timeout 300 bash -c \"until journalctl --unit s2grid-agent | grep -E 'Connected|/dev/kvm is not there'; do sleep 0.2; done\"");
    }

    private static void SkipWhereThereIsNone() => Assert.SkipWhen(SystemdHost.WhyNot is not null, SystemdHost.WhyNot ?? "");
}
