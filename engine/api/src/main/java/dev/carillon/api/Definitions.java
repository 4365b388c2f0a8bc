package dev.carillon.api;
import java.util.List;
import tools.jackson.databind.JsonNode;
public final class Definitions { private Definitions(){} public static List<JobDefinition> parse(String t, String w){ throw new IllegalStateException(t+w);} public static JsonNode toJson(JobDefinition d){ throw new IllegalStateException(d.key());} }
