using S2Grid.Agent.Commands;

return await AgentProgram.RunAsync(args, Console.Out, Console.Error);
