using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Tests.Catalogue;

public abstract partial class CatalogueTests
{
    [Fact]
    public async Task TakeRequest_ManyAtOnce_GivesItToOne()
    {
        SweepCatalogue[] catalogues = [Catalogue, await AnotherAsync(), await AnotherAsync()];

        RequestRecord[] taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(index =>
            Task.Run(() => catalogues[index % 3].Requests.Take(Request($"{index}", Noon), Noon))));

        RequestRecord known = Assert.Single(taken.Distinct());
        Assert.False(known.IsAgain);
    }

    [Fact]
    public async Task TakeRequest_AfterReopening_HasItsAnswerForADay()
    {
        await Catalogue.Requests.Take(Request("first", Noon), Noon);
        await Catalogue.Requests.Answer("hash", "first", [1, 2, 3]);

        SweepCatalogue again = await AnotherAsync();
        RequestRecord known = await again.Requests.Take(Request("second", Noon.AddHours(23)), Noon.AddHours(23));
        RequestRecord anew = await again.Requests.Take(Request("second", Noon.AddHours(24)), Noon.AddHours(24));

        Assert.Equal(("first", false), (known.Holder, known.IsAgain));
        Assert.Equal([1, 2, 3], known.Answer);
        Assert.Equal(Request("second", Noon.AddHours(24)), anew);
    }

    [Fact]
    public async Task TakeRequest_WhoseHolderGivesNoFurtherSign_GivesItToAnotherOnceAndNotTheFirst()
    {
        RequestRecord first = await Catalogue.Requests.Take(Request("first", Noon), Noon);
        await Catalogue.Requests.Hold("hash", "first");

        RequestRecord held = await Catalogue.Requests.Take(Request("second", Noon), Noon, silent: first);
        RequestRecord other = await Catalogue.Requests.Take(Request("second", Noon) with { Request = "another" }, Noon, silent: held);
        RequestRecord taken = await Catalogue.Requests.Take(Request("second", Noon), Noon, silent: held);
        RequestRecord still = await Catalogue.Requests.Take(Request("third", Noon), Noon, silent: held);
        await Catalogue.Requests.Answer("hash", "first", [1]);
        await Catalogue.Requests.Forget("hash", "first");
        await Catalogue.Requests.Hold("hash", "first");
        RequestRecord after = await Catalogue.Requests.Take(Request("third", Noon), Noon);

        Assert.Equal(1, held.Signs);
        Assert.Equal(("first", "first", "request"), (held.Holder, other.Holder, other.Request));
        Assert.Equal(("second", true), (taken.Holder, taken.IsAgain));
        Assert.Equal(taken, still);
        Assert.Equal(taken, after);
    }

    [Fact]
    public async Task ForgetRequest_LetsItBeDoneAnew()
    {
        await Catalogue.Requests.Take(Request("first", Noon), Noon);
        await Catalogue.Requests.Forget("hash", "first");

        Assert.Equal(Request("second", Noon), await Catalogue.Requests.Take(Request("second", Noon), Noon));
    }

    private static RequestRecord Request(string holder, DateTimeOffset now) =>
        new("hash", "request", now.AddDays(1), holder);
}
