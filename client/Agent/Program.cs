using S2Grid.Agent.Commands;

return await AgentProgram.RunAsync(args, CliEnvironment.OfProcess() with { Out = Console.Out });
