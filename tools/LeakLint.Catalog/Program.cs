System.Console.WriteLine("catalog");
