using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Called again and again.</content>
public sealed partial class RootedByPlatformTests
{
    [Fact]
    public Task A_serializer_with_overrides_for_each_call() => Check("""
        public class Writer
        {
            public void Write(Stream s, object o, string root)
            {
                var x = {|LEAK110:new System.Xml.Serialization.XmlSerializer(o.GetType(), new System.Xml.Serialization.XmlRootAttribute(root))|};
                x.Serialize(s, o);
            }
        }
        """);

    [Fact]
    public Task A_serializer_used_at_once() => Check("""
        public static class Read
        {
            public static object? From(Stream s, Type t, Type[] extra) => {|LEAK110:new System.Xml.Serialization.XmlSerializer(t, extra)|}.Deserialize(s);
        }
        """);

    [Fact]
    public Task A_handler_of_a_property_descriptor() => Check("""
        public class Binder
        {
            public Binder(System.ComponentModel.PropertyDescriptor p, object c)
            {
                {|LEAK110:p.AddValueChanged(c, OnChanged)|};
            }

            void OnChanged(object? s, EventArgs e)
            {
            }
        }
        """);
}
