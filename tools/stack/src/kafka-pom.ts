/** The broker that is fetched, pinned so that every machine tests the same one. */
export const KAFKA_VERSION = '4.1.2';

/** The Log4j that this Kafka brings with it; the bridge has to be of the same version. */
const LOG4J_VERSION = '2.25.3';

/** Writes the output where it's told, and checks nothing but what it fetches: any 3.x does. */
export const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/**
 * A Maven project that has, as its run-time dependencies, what `kafka.Kafka`, `kafka.tools.StorageTool` and the console
 * producer and consumer need. Kafka's own artifacts leave the logging back-end to the distribution, so it's named here;
 * Kafka Connect and its web server, which the tools' artifact would bring along, are left out.
 */
export function kafkaPom(): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>postrider</groupId>
  <artifactId>kafka</artifactId>
  <version>${KAFKA_VERSION}</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-tools</artifactId>
      <version>${KAFKA_VERSION}</version>
      <exclusions>
        <exclusion><groupId>org.apache.kafka</groupId><artifactId>connect-runtime</artifactId></exclusion>
        <exclusion><groupId>com.fasterxml.jackson.jakarta.rs</groupId><artifactId>*</artifactId></exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>${LOG4J_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;
}
