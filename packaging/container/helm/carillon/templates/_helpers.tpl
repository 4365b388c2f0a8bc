{{- define "carillon.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "carillon.selector" -}}
app.kubernetes.io/name: carillon
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "carillon.labels" -}}
{{ include "carillon.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* One configuration for all nodes; what differs is in the environment of the pod. What is given as configuration wins, key by key. */ -}}
{{- define "carillon.configuration" -}}
{{- mergeOverwrite (include "carillon.base" . | fromYaml) .Values.configuration | toYaml -}}
{{- end }}

{{- define "carillon.base" -}}
{{- $name := include "carillon.name" . -}}
{{- $names := concat (list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace)) .Values.hosts -}}
data: {folder: /var/lib/carillon}
database:
  url: {{ required "database.url is the JDBC URL of the PostgreSQL that all nodes share, such as jdbc:postgresql://db/carillon" .Values.database.url | quote }}
  user: {{ .Values.database.user | quote }}
  password: ${file:/run/secrets/carillon/database-password}
api:
  host: 0.0.0.0
  advertise: ${env:CARILLON_ADVERTISE}
  names: {{ join ", " $names | quote }}
node:
  name: ${env:CARILLON_NODE}
  slots: {{ .Values.node.slots }}
  {{- with .Values.node.labels }}
  labels: {{ toJson . }}
  {{- end }}
cluster:
  secret: ${file:/run/secrets/carillon/cluster-secret}
  bind: ${env:CARILLON_BIND}
  segments: {{ .Values.cluster.segments }}
{{- end }}
