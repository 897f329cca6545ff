using System.Globalization;
using S2Grid.Overhead;

await MetricsOverhead.RunAsync(args is [string pairs] ? int.Parse(pairs, CultureInfo.InvariantCulture) : 7);
