using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using S2Grid.Protocol;

namespace S2Grid.Server.Agents;

/// <summary>Machines as agents describe them, brought within bounds whatever they say.</summary>
internal static class MachineMessages
{
    private const int MaxTextLength = 256;
    private const int MaxItems = 32;

    /// <summary>Makes a machine fit to be kept and shown: its texts are short and printable, its lists short.</summary>
    /// <exception cref="RefusedException">Its provenance is not one that an agent can have.</exception>
    public static Machine Sanitize(Machine? machine)
    {
        machine ??= new Machine();
        machine.Kvm ??= new KvmFacts();
        SanitizeFields(machine);
        _ = (machine.Origin, machine.RecordedOrigin);
        return machine;
    }

    /// <summary>Makes the same of what a machine has free now.</summary>
    public static LeaseRequest Sanitize(LeaseRequest request)
    {
        SanitizeFields(request);
        return request;
    }

    /// <summary>A text that is short and has no control characters.</summary>
    public static string Clip(string text) => PrintableText.Sanitize(text, MaxTextLength);

    /// <summary>Does the same to each field of a message, so that a new one is bounded from the start.</summary>
    private static void SanitizeFields(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            switch (field.Accessor.GetValue(message))
            {
                case string text:
                    field.Accessor.SetValue(message, Clip(text));
                    break;
                case IMessage inner:
                    SanitizeFields(inner);
                    break;
                case IDictionary<string, string> words:
                    KeyValuePair<string, string>[] kept = [.. words.Take(MaxItems)];
                    words.Clear();
                    foreach ((string word, string value) in kept)
                        words.TryAdd(Clip(word), Clip(value));
                    break;
                case IList items:
                    while (items.Count > MaxItems)
                        items.RemoveAt(items.Count - 1);
                    for (int i = 0; i < items.Count; i++)
                        items[i] = items[i] is string word ? Clip(word) : items[i];
                    break;
            }
        }
    }
}
