using KernelScript.Cli;

return CommandLineTool.Run(args, Console.Out, Console.Error);
