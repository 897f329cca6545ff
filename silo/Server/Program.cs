using System.Collections;
using S2Grid.Server;

Dictionary<string, string> variables = Environment.GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
return await new SiloProgram(Console.Out, Console.Error, variables, Environment.CurrentDirectory, TimeProvider.System)
    .RunAsync(args, CancellationToken.None);
