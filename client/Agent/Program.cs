using System.Runtime.Versioning;
using S2Grid.Agent.Commands;

[assembly: SupportedOSPlatform("linux")]

return await AgentProgram.RunAsync(args, Console.Out, Console.Error);
