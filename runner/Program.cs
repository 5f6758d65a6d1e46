Console.Error.WriteLine("runner: no command yet");
return 1;
