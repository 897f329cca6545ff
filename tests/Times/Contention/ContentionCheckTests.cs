using S2Grid.Times.Contention;

namespace S2Grid.Times.Tests.Contention;

/// <summary>The published tables: fitted to two times of a column, the model meets the others within errors stated beforehand.</summary>
public sealed class ContentionCheckTests
{
    [Fact]
    public void All_HeldOutTimesOfWriteTests_AreInside()
    {
        ContentionCheck[] heldOut =
            [.. ContentionCheck.All.Where(check => check.IsInside is not null && check.Table.Name != "ampereone-2023-read-mostly")];
        Assert.Equal(17, heldOut.Length);
        Assert.All(heldOut, check => Assert.True(check.IsInside, $"{check.Column.Name} {check.Vcpus}: {check.Error:P1}"));
    }

    [Fact]
    public void All_ReadMostlyEagerlySplitAt152_StaysOutside()
    {
        ContentionCheck check = Assert.Single(ContentionCheck.All, check => check.IsInside == false);
        Assert.Equal(("ampereone-2023-read-mostly", "split eagerly", 152), (check.Table.Name, check.Column.Name, check.Vcpus));
        Assert.InRange(check.Error!.Value, 0.20, 0.21);
    }

    [Fact]
    public void All_TwoTimesOfEachColumn_AreFittedAndMet() =>
        Assert.All(ContentionCheck.All.GroupBy(check => check.Column), column =>
        {
            ContentionCheck[] fitted = [.. column.Where(check => check.IsFitted)];
            Assert.Equal(2, fitted.Length);
            Assert.All(fitted, check => Assert.Equal(0, check.Error!.Value, 6));
        });
}
