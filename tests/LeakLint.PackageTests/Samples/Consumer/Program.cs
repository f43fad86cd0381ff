using System;
using Consumer;

var anna = new Session("anna");
var bert = new Session("bert");
Console.WriteLine($"sessions: {Session.Find("anna")?.User}, {Session.Find("bert")?.User}, {Session.Find("carl")?.User ?? "nobody"}");
GC.KeepAlive(anna);
GC.KeepAlive(bert);

var document = new Document("report");
Console.WriteLine($"pages: {document.First.Describe()}");
GC.KeepAlive(document);

Console.WriteLine($"sums: {Checksum.Of("leak")}, {Checksum.Of("")}");
Console.WriteLine($"glyphs: {Glyphs.Describe(5)}, {Glyphs.Describe(-5)}");
