@echo off
rem Starts Carillon on the JDK 25 that JAVA25_HOME, JAVA_HOME or the path names.
setlocal
set "CARILLON_HOME=%~dp0.."
set "CARILLON_TERMINAL="
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if defined JAVA25_HOME set "JAVA=%JAVA25_HOME%\bin\java"
if not defined CARILLON_JAVA_OPTS set "CARILLON_JAVA_OPTS=-Xmx256m -XX:TieredStopAtLevel=1"
"%JAVA%" -XX:+UseSerialGC %CARILLON_JAVA_OPTS% --enable-native-access=ALL-UNNAMED -cp "%CARILLON_HOME%\lib\*" dev.carillon.node.NodeMain %*
