using Google.Protobuf;

namespace S2Grid.Contracts.Agents;

/// <summary>Lets messages of agents travel between silos as they came: what an agent says, and what it is answered, has one type.</summary>
internal abstract class MessageConverter<T>(MessageParser<T> parser) : IConverter<T, MessageBytes>
    where T : class, IMessage<T>
{
    public T ConvertFromSurrogate(in MessageBytes surrogate) => parser.ParseFrom(surrogate.Bytes);

    public MessageBytes ConvertToSurrogate(in T value) => new() { Bytes = value.ToByteArray() };
}

/// <summary>A message in the protocol's own form.</summary>
[GenerateSerializer]
internal struct MessageBytes
{
    [Id(0)]
    public byte[] Bytes;
}

[RegisterConverter]
internal sealed class MachineConverter() : MessageConverter<Machine>(Machine.Parser);

[RegisterConverter]
internal sealed class RegisterRequestConverter() : MessageConverter<RegisterRequest>(RegisterRequest.Parser);

[RegisterConverter]
internal sealed class RegisterReplyConverter() : MessageConverter<RegisterReply>(RegisterReply.Parser);

[RegisterConverter]
internal sealed class HelloRequestConverter() : MessageConverter<HelloRequest>(HelloRequest.Parser);

[RegisterConverter]
internal sealed class HelloReplyConverter() : MessageConverter<HelloReply>(HelloReply.Parser);

[RegisterConverter]
internal sealed class LeaseRequestConverter() : MessageConverter<LeaseRequest>(LeaseRequest.Parser);

[RegisterConverter]
internal sealed class LeaseReplyConverter() : MessageConverter<LeaseReply>(LeaseReply.Parser);

[RegisterConverter]
internal sealed class RunReportConverter() : MessageConverter<RunReport>(RunReport.Parser);

[RegisterConverter]
internal sealed class ReportReplyConverter() : MessageConverter<ReportReply>(ReportReply.Parser);
