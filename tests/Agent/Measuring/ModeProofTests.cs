using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>What a report says of the mode that a VM was in.</summary>
public sealed class ModeProofTests
{
    [Fact]
    public void Facts_OfAVm_AreCapabilitySettingAndWhatWasSeen()
    {
        var mode = new ModeProof();
        mode.Set("manual_protect", 3, 1);
        mode.SetChunk(0x40201000, 2 << 20, 2 << 20);
        mode.NoteExits("populate", 32, 16384);
        mode.NoteExits("dirty-1", 16400, 16384);
        mode.NoteExits("dirty-2", 5, 0);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["mode_eager_split_chunk"] = "capability 0x40201000, set to 2097152, KVM says 2097152",
                ["mode_exits_per_written_page"] = "populate 0.0020, dirty-1 1.0010",
                ["mode_manual_protect"] = "capability 3, set to 1",
            },
            mode.Facts);
    }

    [Fact]
    public void SetChunk_ThatKvmDidNotTake_IsAnError() =>
        Assert.Contains("chunks of 2097152 bytes, and says that it does by 0", Assert.Throws<InvalidOperationException>(
            () => new ModeProof().SetChunk(0x40201000, 2 << 20, 0)).Message, StringComparison.Ordinal);
}
