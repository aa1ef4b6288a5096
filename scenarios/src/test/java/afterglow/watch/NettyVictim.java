package afterglow.watch;

import afterglow.jvm.ChildJvm;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A Netty server that arms a timeout for each request and cancels none, or its client; runs until it is ended. */
public final class NettyVictim {

    private NettyVictim() {}

    /**
     * Prints {@code ready} once it has begun, and the server then its port.
     *
     * @param args {@code server}, or for the client the server's port
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ChildJvm.haltWithParent();
        if (args[0].equals("server")) {
            serve();
        } else {
            request(Integer.parseInt(args[0]));
        }
    }

    private static void serve() throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Connection())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        System.out.println("ready");
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private static void request(int port) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            for (long i = 0; socket.getInputStream().read() >= 0; i++) {
                if (i == 1_000) {
                    System.out.println("ready");
                }
                socket.getOutputStream().write("request\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(1);
            }
        }
    }

    /** Greets with a byte, and answers each line with one. */
    private static final class Connection extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new IdleStateHandler(60, 60, 60), new LineBasedFrameDecoder(100), new Requests());
            Future<?> unused = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }
    }

    private static final class Requests extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
            armTimeout(context);
            Future<?> unused = context.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }

        private static void armTimeout(ChannelHandlerContext context) {
            Future<?> unused = context.executor().schedule(() -> {}, 1, TimeUnit.HOURS);
        }
    }
}
