// Every collection that can hold its objects for good, with what programs do with it. Each object is kept by its owner while it is asked for.
using System;
using WeakCollections;

Node[] nodes = [new("a"), new("b")];
Console.WriteLine($"Dictionary: {Node.Find("a")?.Name}, {Node.Find("c")?.Name ?? "none"}, {Node.Has("b")}, {Node.Names()}");

Socket[] sockets = [new(1), new(2)];
Console.WriteLine($"ConcurrentDictionary: {Socket.Find(2)?.Id}, {Socket.Find(3)?.Id ?? 0}, {Socket.Sum()}");

Shape[] shapes = [new(3), new(4)];
Console.WriteLine($"List: {Shape.Sides()}, {Shape.Knows(shapes[0])}");

Probe[] probes = [new("x"), new("y")];
Console.WriteLine($"HashSet: {Probe.Names()}, {Probe.Knows(probes[1])}");

Job[] jobs = [new(5), new(6)];
Console.WriteLine($"ConcurrentBag: {Job.Cost()}");

Ticket[] tickets = [new(7), new(8)];
Console.WriteLine($"Queue: {Ticket.Total()}");

Plug[] plugs = [new("p"), new("q")];
Console.WriteLine($"ImmutableDictionary: {Plug.Find("q")?.Name}, {Plug.Has("r")}");

View[] views = [new(), new()];
Console.WriteLine($"Weak list: {View.Count()}");

var alarms = Alarms.Ring(3, 9);
Console.WriteLine($"List of another type: {Alarms.Highest()}");

Console.WriteLine(views.Length + alarms.Length + nodes.Length + sockets.Length + shapes.Length + probes.Length + jobs.Length + tickets.Length + plugs.Length);
